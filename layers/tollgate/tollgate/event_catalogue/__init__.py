"""The events that others hear of: their published types, their names on the wire and their bodies."""
