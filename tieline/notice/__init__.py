"""What is about to go wrong, or right?"""
