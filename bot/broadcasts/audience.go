package broadcasts

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// chunk is how many people of an audience are stored together.
const chunk = 500

// Audience is who would get an announcement now.
type Audience struct {
	People   []people.ID    // sorted; each stands for a person, or for a channel
	Members  int            // are in the channels, if it goes into some
	ByChat   map[string]int // how many, by platform
	Left     int            // are meant, and have left the topic
	Chatless int            // are meant, and have no chat that is connected
	Seconds  int            // how long sending takes at the platforms' pace
	// Instead are channels that would reach the same people; see Service.Show.
	Instead []Channel
	// Looks are how the chats will show it; see Service.Show.
	Looks []Look

	users map[string][]string // accounts of the people, by platform
}

// Reach is how many people it is.
func (a Audience) Reach() int {
	if a.People != nil && strings.HasPrefix(string(a.People[0]), "#") {
		return a.Members
	}
	return len(a.People)
}

// Chats are the platforms of the audience, in order.
func (a Audience) Chats() []string { return slices.Sorted(maps.Keys(a.ByChat)) }

// Audience works out who is meant by an order and can be reached.
func (s *Service) Audience(ctx context.Context, o Order) (Audience, error) {
	if o.Target.Kind == ToChannels {
		return s.inChannels(ctx, o.Target)
	}
	a := Audience{ByChat: map[string]int{}, users: map[string][]string{}}
	all, err := s.meant(ctx, o.Target)
	if err != nil {
		return a, err
	}
	for _, p := range all {
		to, ok := s.chatOf(p)
		switch {
		case p.Gone:
		case !o.reaches(p):
			a.Left++
		case !ok:
			a.Chatless++
		default:
			a.People = append(a.People, p.ID)
			a.ByChat[to.Platform]++
			a.users[to.Platform] = append(a.users[to.Platform], to.UserID)
		}
	}
	slices.Sort(a.People)
	for chat, n := range a.ByChat {
		a.Seconds = max(a.Seconds, int(math.Ceil(float64(n)/s.pace(chat, o.File != nil))))
	}
	return a, nil
}

// reaches reports whether p has not left the announcement's topic, or has no choice.
func (o Order) reaches(p people.Person) bool {
	return o.Compulsory || !p.Topics.Left(string(o.Target.topic()))
}

// chatOf is where p would read a message; false if they have no chat here.
func (s *Service) chatOf(p people.Person) (people.Identity, bool) {
	return p.Address(slices.DeleteFunc(p.Reachable(), func(i people.Identity) bool { return s.Chats[i.Platform] == nil }))
}

// unpaced is what a chat takes of which no limit is known, in messages a second.
const unpaced = 100

func (s *Service) pace(chat string, file bool) float64 {
	if rate := s.FilePace[chat]; file && rate > 0 {
		return rate
	}
	if rate := s.Pace[chat]; rate > 0 {
		return rate
	}
	return unpaced
}

// fix stores the audience of an order under a fresh key. Nobody is the fault broadcast.nobody.
func (s *Service) fix(ctx context.Context, b Broadcast) (fixed, error) {
	a, err := s.Audience(ctx, b.Order)
	if err != nil {
		return fixed{}, err
	}
	if a.Reach() == 0 {
		return fixed{}, fault.New("broadcast.nobody")
	}
	f := fixed{key: s.NewID(), total: len(a.People), reach: a.Reach(), seconds: a.Seconds}
	n := 0
	for part := range slices.Chunk(a.People, chunk) {
		if err := s.Store.PutAudience(ctx, b.ID, f.key, n, part); err != nil {
			return f, fmt.Errorf("store audience of %s: %w", b.ID, err)
		}
		n++
	}
	return f, nil
}

// crowd are the people of the fixed audience from one place on, at most so many.
func (s *Service) crowd(ctx context.Context, b Broadcast, from, most int) ([]people.ID, error) {
	var out []people.ID
	for to := min(from+most, b.Total); from < to; {
		part, err := s.Store.Audience(ctx, b.ID, b.Audience, from/chunk)
		if err != nil {
			return nil, fmt.Errorf("read audience of %s: %w", b.ID, err)
		}
		begin := from % chunk
		end := min(len(part), begin+to-from)
		if begin >= end {
			return nil, fmt.Errorf("audience of %s ends at %d", b.ID, from)
		}
		out = append(out, part[begin:end]...)
		from += end - begin
	}
	return out, nil
}
