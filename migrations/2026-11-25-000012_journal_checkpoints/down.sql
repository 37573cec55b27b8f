DROP TABLE journal_checkpoints, journal_nodes, journal_leaves;
