package adaptertest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// rule is one thing that a chat does, told as a conversation.
type rule struct {
	holds func(*testing.T, Chat)
	needs []Ability
}

// when is a rule for platforms that have all of these.
func when(holds func(*testing.T, Chat), needs ...Ability) rule { return rule{holds, needs} }

// rules are all of them, by sentences.
func rules() map[string]rule {
	all := map[string]rule{}
	for _, some := range []map[string]rule{waysIn, answers, questions, clicks, forms, limits, life} {
		maps.Copy(all, some)
	}
	return all
}

// Run tests a chat against the contract.
func Run(t *testing.T, c Chat) {
	if c.Platform == "" {
		c.Platform = c.Name
	}
	if wrong := c.complaint(); wrong != "" {
		t.Error(wrong)
	}
	t.Run("delivery", func(t *testing.T) { Deliver(t, c.Deliver) })
	t.Run("talk", func(t *testing.T) {
		var left []string
		for sentence, r := range rules() {
			if slices.ContainsFunc(r.needs, c.lacks) {
				left = append(left, sentence)
				continue
			}
			t.Run(sentence, func(t *testing.T) {
				t.Parallel()
				c := c
				c.actions = &sync.WaitGroup{}
				defer c.finish(t) // while the test's context still runs
				r.holds(t, c)
			})
		}
		t.Log(c.account(left))
	})
}

// finish waits for what a case has going in the background.
func (c Chat) finish(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.actions.Wait()
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Error("something that a person did, or the stop, has not come to its end")
	}
}

// complaint says what a chat must not lack.
func (c Chat) complaint() string {
	for _, a := range c.Lacks {
		if !slices.Contains(abilities, a) {
			return fmt.Sprintf("%s lacks %q, which nobody asks for", c.Name, a)
		}
		if !mayLack(c.Name, a) {
			return fmt.Sprintf("people work with %s: it must not lack %s", c.Name, a)
		}
	}
	return ""
}

// account says in a line what was left out, and for want of what.
func (c Chat) account(left []string) string {
	if len(c.Lacks) == 0 {
		return c.Name + " lacks nothing: every rule was tried"
	}
	lacks := make([]string, len(c.Lacks))
	for i, a := range c.Lacks {
		lacks[i] = string(a)
	}
	slices.Sort(left)
	return c.Name + " lacks " + strings.Join(lacks, ", ") + "; so these rules were not tried: " + strings.Join(left, "; ")
}
