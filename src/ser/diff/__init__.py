"""Two reward models side by side, of one revision or of two: answers, labels, biases."""
