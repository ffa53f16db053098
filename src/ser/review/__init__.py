"""What is asked of a change before it is merged: is it fresh, and what does it do?"""
