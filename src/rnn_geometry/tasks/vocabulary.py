"""From raw text to tokens: words, the vocabulary of a training split (whole words, or pieces of them), tokens.

Texts are cut into words once, each distinct word gets a number, and from there on all is arithmetic on flat arrays of
numbers. The result depends on the texts and the options alone, not on threads.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from itertools import groupby

import numpy as np

from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, UNKNOWN
from rnn_geometry.tasks.writing import WITHOUT_SPACES, tokenise

MOST_LETTERS = 500  # that word pieces are spelt with: rarer ones (of other scripts) would take up the vocabulary
# In scripts without spaces, what occurs less often together is no piece: whole sentences would be learnt, to no use.
LEAST_PIECE = 3


def number_words(texts: Iterable[str], lower: bool = True) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The distinct words, the texts one after the other as numbers of words [total] int32, and each text's length [n]."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__  # a new word takes the next number
    flat = array("i")
    ends = array("q", [0])
    for text in texts:
        flat.extend(map(numbers.__getitem__, tokenise(text, lower)))
        ends.append(len(flat))
    return list(numbers), np.frombuffer(flat, np.int32), np.diff(np.frombuffer(ends, np.int64))


def count_words(flat: np.ndarray, lengths: np.ndarray, chosen: np.ndarray, words: int) -> np.ndarray:
    """How often each word [words] occurs in the chosen texts: a mask [n]."""
    return np.bincount(flat[np.repeat(chosen, lengths)], minlength=words)


def build_vocabulary(words: list[str], counts: np.ndarray, size: int) -> list[str]:
    """The `size` most frequent words (special ones included), ties in alphabetical order; `<pad>` 0, `<unk>` 1."""
    ranked = sorted((-count, word) for word, count in zip(words, counts.tolist(), strict=True) if count)
    return SPECIAL_WORDS + [word for _, word in ranked[: max(size - len(SPECIAL_WORDS), 0)]]


def words_as_tokens(words: list[str], vocabulary: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The tokens of each distinct word, one after the other, and how many each has: here one, UNKNOWN where it is not known."""
    index = {word: token for token, word in enumerate(vocabulary)}
    tokens = np.array([index.get(word, UNKNOWN) for word in words], np.int32)
    return tokens, np.ones(len(words), np.int64)


def build_pieces(words: list[str], counts: np.ndarray, size: int) -> list[str]:
    """A vocabulary of at most `size` word pieces, trained by `tokenizers` on words by their counts; one inside a word begins
    with ##; `<pad>` 0, `<unk>` 1.

    The trainer numbers the pieces of one letter in the order of a hash table, and breaks ties by their numbers. To train the
    same pieces every time, they are handed to it in a fixed order: as special tokens, which keep their places. Of a word in a
    script without spaces, only the letters that are too rare are unknown, not the word; other words with such letters are
    passed over.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers  # no vocabulary of whole words needs it

    weighted = sorted((word, count) for word, count in zip(words, counts.tolist(), strict=True) if count)
    counted = _count_letters(weighted)
    without_spaces = 2 * sum(count for letter, count in counted.items() if WITHOUT_SPACES.match(letter)) > counted.total()
    letters = _frequent_letters(counted, size, without_spaces)
    weighted = [(part, count) for word, count in weighted for part in _parts(word, letters) if letters.issuperset(part)]
    letters = sorted(letters)
    fixed = SPECIAL_WORDS + letters + [f"##{letter}" for letter in letters]
    tokeniser = Tokenizer(models.WordPiece(unk_token=SPECIAL_WORDS[UNKNOWN]))
    tokeniser.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    least = LEAST_PIECE if without_spaces else 0
    trainer = trainers.WordPieceTrainer(vocab_size=size, min_frequency=least, special_tokens=fixed, show_progress=False)
    tokeniser.train_from_iterator((f"{word} " * count for word, count in weighted), trainer)
    vocabulary = tokeniser.get_vocab()
    return sorted(vocabulary, key=vocabulary.get)


def _count_letters(weighted: list[tuple[str, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word, count in weighted:
        for letter in word:
            counts[letter] += count
    return counts


def _frequent_letters(counts: Counter[str], size: int, without_spaces: bool) -> set[str]:
    """The letters that pieces are spelt with: an alphabet, or as many of a script of thousands as leave half the vocabulary,
    in which each stands twice, to pieces of several."""
    most = max(size // 4, MOST_LETTERS) if without_spaces else MOST_LETTERS
    most = min(most, (size - len(SPECIAL_WORDS)) // 2)
    return set(sorted(counts, key=lambda letter: (-counts[letter], letter))[:most])


def _parts(word: str, letters: Container[str]) -> list[str]:
    """A word in a script without spaces is cut where its letters are not among those given; others stay whole."""
    if not WITHOUT_SPACES.search(word):
        return [word]
    return ["".join(part) for _, part in groupby(word, letters.__contains__)]


def words_as_pieces(words: list[str], vocabulary: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The pieces of each distinct word, longest first from the left, one after the other, and how many each has; what cannot
    be spelt with them is UNKNOWN: a word, or of a word in a script without spaces some letters."""
    from tokenizers import models

    model = models.WordPiece({piece: token for token, piece in enumerate(vocabulary)}, unk_token=SPECIAL_WORDS[UNKNOWN])
    letters = {piece for piece in vocabulary if len(piece) == 1}
    pieces = [[token.id for part in _parts(word, letters) for token in model.tokenize(part)] for word in words]
    return np.array([piece for found in pieces for piece in found], np.int32), np.array([len(found) for found in pieces])


def expand(flat: np.ndarray, lengths: np.ndarray, tokens: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts as numbers of words [total] with lengths [n] to texts as tokens, each word replaced by its own: of the flat
    `tokens`, `sizes` [words] each. Returns the flat tokens int32 and the texts' lengths in tokens [n]."""
    if (sizes == 1).all():
        return tokens[flat], lengths
    ends = np.concatenate([[0], np.cumsum(sizes[flat])])  # where each word of the texts ends among the tokens
    first = (np.cumsum(sizes) - sizes)[flat]  # where its tokens stand
    within = np.arange(ends[-1]) - np.repeat(ends[:-1], sizes[flat])
    of_text = np.diff(ends[np.concatenate([[0], np.cumsum(lengths)])])
    return tokens[np.repeat(first, sizes[flat]) + within], of_text


def pad(flat: np.ndarray, lengths: np.ndarray, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Flat tokens as rows [n, T], T at most `longest`; what lies beyond is cut. Returns them and the new lengths int32 [n]."""
    kept = np.minimum(lengths, longest).astype(np.int32)
    tokens = np.full((len(lengths), kept.max(initial=0)), PAD, np.int32)
    if (lengths > longest).any():
        position = np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        flat = flat[position < longest]
    tokens[np.arange(tokens.shape[1]) < kept[:, None]] = flat
    return tokens, kept
