package broadcasts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// mark stands for a person's "Gelesen": an HMAC under KIGO_SECRET of the announcement's
// random salt and the person, without a time. It makes each person count once. Nobody is
// shown more than the number; who holds the store without the secret can't tell who it was,
// who holds both could try everybody. So marks and salt are deleted with the audience
// (see Prune), and no export has them.
func (s *Service) mark(b Broadcast, p people.ID) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("receipt\x00" + b.Salt + "\x00" + string(p)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Acknowledge counts p among those who have read the announcement; twice is once.
func (s *Service) Acknowledge(ctx context.Context, id ID, p people.ID) error {
	b, err := s.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) || (err == nil && (!b.Receipt || b.State == Draft || b.State == Recalled || b.Forgotten)) {
		return fault.New("broadcast.receipt.over")
	}
	if err == nil {
		err = s.Store.AddReceipt(ctx, id, s.mark(b, p))
	}
	if err != nil {
		return fmt.Errorf("count receipt of %s: %w", id, err)
	}
	return nil
}

// Receipts is how many have said that they have read it.
func (s *Service) Receipts(ctx context.Context, b Broadcast) (int, error) {
	if !b.Receipt || b.Forgotten {
		return b.Receipts, nil
	}
	n, err := s.Store.CountReceipts(ctx, b.ID)
	if err != nil {
		return 0, fmt.Errorf("count receipts of %s: %w", b.ID, err)
	}
	return n, nil
}
