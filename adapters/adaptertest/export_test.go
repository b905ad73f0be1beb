package adaptertest

import "time"

// Hurry makes cases wait less for what does not come.
func Hurry(d time.Duration) { patience = d }

// Complaint is what Run objects to in a chat.
func Complaint(c Chat) string { return c.complaint() }
