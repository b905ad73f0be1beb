package slacktest

import (
	"fmt"
	"time"
)

// Limits of what an interaction gives the app.
const (
	TriggerLives  = 3 * time.Second
	ResponseUses  = 5
	ResponseLives = 30 * time.Minute
)

// trigger lets the app open one view to a person.
type trigger struct {
	user string
	born time.Time
	used bool
	view *view // the modal that the person acted in
}

func (s *Server) trigger(user string, in *view) string {
	s.ids++
	id := fmt.Sprintf("%d.%d.%s", 1000+s.ids, 2000+s.ids, random(16))
	s.triggers[id] = &trigger{user: user, born: s.clock.Now(), view: in}
	return id
}

// exchange uses a trigger up.
func (c *call) exchange() (*trigger, error) {
	t := c.s.triggers[c.str("trigger_id")]
	switch {
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case c.s.clock.Now().Sub(t.born) > TriggerLives:
		return nil, fail("expired_trigger_id")
	}
	t.used = true
	return t, nil
}
