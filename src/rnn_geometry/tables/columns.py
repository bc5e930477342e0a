"""What the first columns of tables are called."""

KEYS = ["task", "cell", "l2", "seed"]  # what names a network; the first of them a task
ABOUT_A_TASK = ["family", "shape", "classes", "expected_dimension"]  # what every row says of its task, from `tasks.csv`
