"""What is done about it, by whom, through which door."""
