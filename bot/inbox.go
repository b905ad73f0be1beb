package bot

import (
	"context"
	"time"
)

// Inbox remembers which deliveries of the platforms have been handled, so that a retry,
// another connection or another replica does not answer them again.
type Inbox interface {
	// Take claims a delivery until now+lease. It returns false if it is done or somebody
	// else's lease on it still runs.
	Take(ctx context.Context, platform, id string, now time.Time, lease time.Duration) (bool, error)
	// Done says that the delivery has been answered.
	Done(ctx context.Context, platform, id string) error
}
