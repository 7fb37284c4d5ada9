"""What people see: one file a page or a few that belong together."""
