"""How the parts are put together: settings; the only room that may know all others."""
