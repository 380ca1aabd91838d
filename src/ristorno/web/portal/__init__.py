"""The portal: where a company that buys, and each of its people, sees where it stands, what to do next and why."""
