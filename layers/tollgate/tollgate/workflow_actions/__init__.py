"""What the nodes of workflows do, by calling what the API's operations call."""
