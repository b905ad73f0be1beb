package chat

import "time"

// State is how kigo gets on with a chat platform, for operators.
type State struct {
	Connected bool      // the platform takes kigo's token and tells kigo what happens
	Since     time.Time // when that became so, or ceased to be
	Failures  int       // in a row, of connecting
	LastError string    // "" while all is well
}

// AlarmAfter so many failures to connect in a row, somebody has to look.
const AlarmAfter = 5
