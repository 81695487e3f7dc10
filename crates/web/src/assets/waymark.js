// Waymark
