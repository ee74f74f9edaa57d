"""Who is this, and what do we know?"""
