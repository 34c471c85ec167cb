"""What is learned from many histories at once, and how well: models, the data they are measured on, the measures."""
