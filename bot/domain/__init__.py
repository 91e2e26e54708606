"""The words and rules of the product; knows neither Discord nor torch."""
