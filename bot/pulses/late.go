package pulses

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"kigo/bot/fault"
)

// change is what somebody has just written under their pseudonym: sealed in place of old.
// Nil is no answer.
type change struct {
	name        string
	sealed, old []byte
}

// confirm reads the run after an answer was stored, changed or withdrawn. While it is
// open, that counts: whoever closes it afterwards reads it so. If it was closed meanwhile,
// those who count may have read the answers before or after; which of it counts is
// settled by a write into the run, under the condition that it is not settled yet.
func (s *Service) confirm(ctx context.Context, id ID, c change) (Receipt, error) {
	r, err := s.Store.Get(ctx, id)
	if err != nil {
		return Receipt{}, fmt.Errorf("confirm an answer to pulse %s: %w", id, err)
	}
	done := Receipt{Run: r, Changed: c.old != nil && c.sealed != nil}
	if r.State == Open {
		return done, nil
	}
	// What counts is what was there before, except for a withdrawal, which is granted.
	rejected, counts := c.sealed, c.old
	if c.sealed == nil {
		rejected, counts = c.old, nil
	}
	mine, err := s.Store.Late(ctx, id, lateKey(c.name, rejected), counts)
	if err != nil {
		return done, fmt.Errorf("settle a late answer to pulse %s: %w", id, err)
	}
	some := counts != nil
	if !mine {
		if r, err = s.Store.Get(ctx, id); err != nil {
			return done, fmt.Errorf("settle a late answer to pulse %s: %w", id, err)
		}
		counts, some = r.settled(c)
	}
	if err := s.restore(ctx, id, c, counts); err != nil {
		return done, fmt.Errorf("settle a late answer to pulse %s: %w", id, err)
	}
	return done, c.verdict(r, counts, some)
}

// verdict is what to say of a change of which counts has come to count; some says that
// some answer of theirs does. Nil is what was asked for.
func (c change) verdict(r Run, counts []byte, some bool) error {
	switch {
	case c.sealed == nil && !some, c.sealed != nil && bytes.Equal(counts, c.sealed):
		return nil
	case c.sealed == nil:
		return fault.New("pulse.closed_withdraw", r.args())
	case some:
		return fault.New("pulse.closed_change", r.args())
	}
	return fault.New("pulse.closed_now", r.args())
}

// nothingTaken is what to say where there was nothing to withdraw: it may be that the
// answers have been counted and deleted meanwhile.
func (s *Service) nothingTaken(ctx context.Context, id ID, name string) error {
	r, err := s.Store.Get(ctx, id)
	if err != nil {
		return fmt.Errorf("withdraw an answer to pulse %s: %w", id, err)
	}
	if _, counted := r.settled(change{name: name}); counted {
		return fault.New("pulse.closed_withdraw", r.args())
	}
	return fault.New("pulse.nothing_withdrawn", r.args())
}

// restore makes the store hold what counts, so that whoever counts again finds the same,
// unless somebody has changed it meanwhile. Once the report is there nothing is put back.
func (s *Service) restore(ctx context.Context, id ID, c change, counts []byte) error {
	if bytes.Equal(counts, c.sealed) {
		return nil
	}
	if c.sealed != nil || counts == nil {
		return s.Store.SwapAnswer(ctx, id, c.name, c.sealed, counts)
	}
	if _, there, err := s.Store.Report(ctx, id); err != nil || there {
		return err
	}
	if err := s.Store.SwapAnswer(ctx, id, c.name, nil, counts); err != nil {
		return err
	}
	if _, there, err := s.Store.Report(ctx, id); err != nil || !there {
		return err
	}
	return s.Store.SwapAnswer(ctx, id, c.name, counts, nil) // counted and wiped meanwhile
}

const (
	halfEntry = 8
	entry     = 2 * halfEntry // bytes of Frozen for one answer
)

// freeze names answers, in an order that says nothing.
func freeze(answers map[string][]byte) []byte {
	frozen := make([]byte, 0, len(answers)*entry)
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		frozen = append(frozen, frozenEntry(name, answers[name])...)
	}
	return frozen
}

func frozenEntry(name string, sealed []byte) []byte {
	n, s := sha256.Sum256([]byte(name)), sha256.Sum256(sealed)
	return append(n[:halfEntry:halfEntry], s[:halfEntry]...)
}

// frozen is, by the hash of a pseudonym, the hash of the answer that counts.
func (r Run) frozen() map[[halfEntry]byte][halfEntry]byte {
	all := make(map[[halfEntry]byte][halfEntry]byte, len(r.Frozen)/entry)
	for e := range slices.Chunk(r.Frozen, entry) {
		if len(e) == entry {
			all[[halfEntry]byte(e[:halfEntry])] = [halfEntry]byte(e[halfEntry:])
		}
	}
	return all
}

// settled is which of a change counts, now that it is settled: its new answer, its old
// one, or neither. some says that some answer by that pseudonym does.
func (r Run) settled(c change) (counts []byte, some bool) {
	n := frozenEntry(c.name, nil)
	hash, some := r.frozen()[[halfEntry]byte(n)]
	for _, b := range [][]byte{c.sealed, c.old} {
		if e := frozenEntry(c.name, b); b != nil && some && bytes.Equal(hash[:], e[halfEntry:]) {
			return b, true
		}
	}
	return nil, some
}

// lateKey names one sealed answer by a pseudonym in Late.
func lateKey(name string, sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return name + "_" + hex.EncodeToString(sum[:halfEntry])
}

// standing puts in the place of each answer that was late what counts instead.
func (r Run) standing(answers map[string][]byte) map[string][]byte {
	all := make(map[string][]byte, len(answers))
	for name, sealed := range answers {
		for range r.Late { // an answer may have been late in place of one that was late
			counts, late := r.Late[lateKey(name, sealed)]
			if !late {
				break
			}
			sealed = counts
		}
		if len(sealed) > 0 {
			all[name] = sealed
		}
	}
	return all
}

// counting is those of the answers that count, once that is settled. amiss is how many of
// them are not, or not yet again, as they were then.
func (r Run) counting(answers map[string][]byte) (counted map[string][]byte, amiss int) {
	frozen := r.frozen()
	counted = make(map[string][]byte, len(frozen))
	for name, sealed := range r.standing(answers) {
		e := frozenEntry(name, sealed)
		hash, ok := frozen[[halfEntry]byte(e)]
		if !ok {
			continue
		}
		counted[name] = sealed
		if !bytes.Equal(hash[:], e[halfEntry:]) {
			amiss++
		}
	}
	return counted, amiss + len(frozen) - len(counted)
}
