-- What waits at the start page: proposals and requests by their state.
CREATE INDEX list_entry_state ON list_entry (region, state, id);
CREATE INDEX list_request_state ON list_request (region, state, id);
