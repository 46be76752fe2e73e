"""What things cost: prices, and the amounts that come of them. Pure arithmetic."""
