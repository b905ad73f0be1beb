package chat

import "context"

// Directory is an Adapter that knows who belongs to its team or workspace.
type Directory interface {
	// Members are all accounts of it, those included that are switched off, guests and bots.
	// An error says that the list is not complete.
	Members(ctx context.Context) ([]User, error)
	// Member is one account as the platform knows it now; ErrGone if it does not belong there.
	Member(ctx context.Context, userID string) (User, error)
}
