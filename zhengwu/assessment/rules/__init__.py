"""Pure rules: the model, scoring, ranking, periods, what is refused."""
