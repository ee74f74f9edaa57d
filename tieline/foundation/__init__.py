"""What every floor stands on. Nothing here knows what a customer is."""
