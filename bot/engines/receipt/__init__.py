"""The receipt: what a finished picture kept of its source photo, measured without a model."""
