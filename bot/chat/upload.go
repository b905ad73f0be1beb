package chat

import (
	"context"
	"errors"
)

// Upload is a file that somebody sent along with a message.
type Upload struct {
	// Fetch gets it from the platform; ErrTooLarge says that it has more than so many bytes.
	Fetch func(ctx context.Context, most int) (File, error)
}

// ErrTooLarge says that a file is larger than was asked for.
var ErrTooLarge = errors.New("the file is too large")
