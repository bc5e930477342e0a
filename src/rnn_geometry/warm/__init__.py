"""A warm start for the jobs of a study: a process that has the libraries in memory, and forks a child per job.

Most of a short job's time goes into importing torch and Lightning. Snakemake runs every script as `bash -c "… python
script.py"`. While a study runs on one machine, `bash` is `client.py`: it hands such a call over to `server.py`, which forks a
child that runs the script as if it had been started alone, in the same folder, environment, standard streams and threads. All
else (other commands, several threads, another Python, no server) goes to bash itself, so that no rule and no script needs to
know of this. On a cluster's nodes nothing of it happens.

The server imports nothing by itself. It learns: a child says which modules it came to import, and the server imports them
for the next.
"""

from rnn_geometry.warm.start import Warm, start

__all__ = ["Warm", "start"]
