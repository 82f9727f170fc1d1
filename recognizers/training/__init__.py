"""Training of the model of personal names: `python -m recognizers.training DATA`, or `make train-names DATA=…`."""
