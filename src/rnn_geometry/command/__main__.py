"""`rnn-geometry analyse texts.csv`: what is said on the terminal, and how it ends (0 done, 1 the study failed, 2 bad input)."""

import argparse
import locale
import os
import signal
import sys
from pathlib import Path

from rnn_geometry.command.question import BadQuestion, Question, read_texts
from rnn_geometry.command.workflow import Stopped, StudyFailed, go_on_command, require_workflow, run_study, write_study

DESCRIPTION = """\
Networks that read a text word by word and classify it at its end integrate evidence: their state moves on a manifold whose
shape follows from the classes. For N categories it has N - 1 dimensions (a line, a triangle, a tetrahedron ...), for ordered
classes such as stars at most 2, for M labels that a text may carry together M (a square, a cube ...).

`rnn-geometry analyse` asks this of your own texts: it trains networks on them, measures the dimension that their states
span, draws the manifold, and lists the words that the networks take for evidence of each class."""

ANALYSE = """\
Train networks on a file of labelled texts and say how many dimensions their states span, beside what is expected."""

EXAMPLE = """\
example:
  rnn-geometry analyse docs/example/tickets.csv --text message --label topic

  reads 120 messages to a help desk of three topics, trains a GRU on 96 of them, and ends with its accuracy on the other 24
  beside that of a bag of words, the states' dimension (two are expected: a triangle), the strongest words of each topic, and
  where the picture and the report lie.

  --classes 1 3 5 --ordered     three of five star ratings, in this order
  --multilabel                  labels stand in one cell, with spaces between them (or --separator), or as a list
  --cell lstm --seeds 3         three LSTMs: do they agree?
  --cell my_cell.py:MyCell      a recurrent cell of your own: docs/cells.md

All that is made lies in one folder. The same call again goes on where the last one was; with study.yaml in it you go on from
there with Snakemake, by the command that is printed.

exit codes: 0 done; 1 the study failed, and the log that is named says why; 2 a mistake in the call or in the texts, told
before any work."""


def make_parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("rnn-geometry", description=DESCRIPTION, epilog=EXAMPLE, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", required=True, metavar="analyse")
    analyse = commands.add_parser("analyse", help=ANALYSE, description=ANALYSE, epilog=EXAMPLE, formatter_class=raw)
    analyse.add_argument("texts", type=Path, help="CSV, TSV, JSONL or Parquet, plain or as .gz, .bz2, .xz: a row a text")
    analyse.add_argument("--text", type=_text, default="text", metavar="COLUMN", help="the column of texts (default: text)")
    analyse.add_argument("--label", type=_text, default="label", metavar="COLUMN", help="the column of labels (default: label)")
    analyse.add_argument("--classes", nargs="+", metavar="CLASS", help="those to tell apart, in this order (default: the most "
                         "frequent, at most 10, or 4 labels; one needs 10 texts)")  # fmt: skip
    shape = analyse.add_mutually_exclusive_group()
    shape.add_argument("--ordered", action="store_true", help="the classes have an order, such as stars")
    shape.add_argument("--multilabel", action="store_true", help="a text may carry several labels, or none")
    analyse.add_argument("--separator", type=_text, metavar="SIGN", help="what stands between labels (default: white space)")
    analyse.add_argument("--drop-unlabelled", action="store_true", help="leave out texts without a label")
    analyse.add_argument("--no-quotes", action="store_true", help="in CSV and TSV, quotes are letters like any other")
    analyse.add_argument("--vocabulary", choices=["words", "pieces"], help="what is read (default: words, and pieces "
                         "of words in scripts without spaces, such as Chinese)")  # fmt: skip
    analyse.add_argument("--cell", default="gru", help="gru (default), lstm, ugrnn, vanilla, or your own, FILE.py:CLASS")
    analyse.add_argument("--units", type=_positive, default=64, metavar="N", help="units of the network (default: 64)")
    analyse.add_argument("--seeds", type=_positive, default=1, metavar="N", help="networks, alike but for chance (default: 1)")
    analyse.add_argument("--epochs", type=_positive, metavar="N", help="readings of the texts (default: by their number)")
    analyse.add_argument("--l2", type=_penalty, default=1e-3, metavar="X", help="penalty on squared weights (default: 0.001)")
    analyse.add_argument("--cores", type=_positive, metavar="N", help="processor cores to use (default: all)")
    analyse.add_argument("--out", type=Path, metavar="FOLDER", help="where all goes (default: the file's name, -geometry)")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it is empty")
    return text


def _penalty(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 on")
    return value


def main(arguments: list[str] | None = None) -> int:
    """Answer one question; returns the exit code. A mistake in the options ends as argparse has it, with code 2.

    arguments: those of the command line, where none are given.
    """
    if arguments is None:
        speak_utf8()
    options = make_parser().parse_args(arguments)
    question = Question(**{name: value for name, value in vars(options).items() if name not in ("command", "cores", "out")})
    folder = options.out or Path(f"{question.texts.name.partition('.')[0] or 'texts'}-geometry")
    try:
        require_workflow()
        texts = read_texts(question)
        print(texts.description)
        write_study(folder, texts.overlay)
        command = go_on_command(folder, options.cores)
        print(f"The study is {folder / 'study.yaml'}; to change it, and to go on from there:\n  {command}\n")
    except BadQuestion as error:
        print(f"rnn-geometry analyse: {error}", file=sys.stderr)
        return 2
    try:
        run_study(folder, options.cores)
    except StudyFailed as error:
        print(f"rnn-geometry analyse: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped) as stop:
        print("\nStopped; the same call again goes on from here.", file=sys.stderr)
        return 128 + getattr(stop, "number", signal.SIGINT)
    from rnn_geometry.command.answer import answer  # pandas, after the texts have been found sound

    print(answer(folder, question))
    return 0


def speak_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the locale has another encoding: names of files and all that is written are
    UTF-8. The terminal keeps its own, with escapes for what it cannot show."""
    if sys.flags.utf8_mode or locale.getencoding().replace("-", "").lower() == "utf8":
        return
    terminal = {"PYTHONIOENCODING": f"{sys.stdout.encoding}:backslashreplace"}
    os.execve(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]], terminal | os.environ)


if __name__ == "__main__":
    sys.exit(main())
