"""What is measured of a trained network: a module per record of a run, each with `measure(subject, options, rng)`.

`registry` lists them. Those that ask the network itself use torch: network_subject, states, fixed_points, modes, skeleton,
emergence, interchange with its parts pairs, swaps, subspaces, reading and push, contraction, and effects with its parts
deflections, linear_prediction, sufficiency and flow. All others need numpy only.
Beside the records of a run: word_counts and bag_of_words of a task's texts, universality of pairs of networks, onsets of the
courses of trainings.
"""
