"""What people look for and what they can help with, and which of these fit.

It knows contacts; it may not know encounters, introductions, or any page that crosses packages.
"""
