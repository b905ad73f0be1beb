package slacktest

import (
	"testing"
	"time"
)

func TestALeapBringsWhatFallsDue(t *testing.T) {
	t.Parallel()
	clock := NewLeaping()
	start, rung := clock.Now(), make(chan string, 10)
	clock.AfterFunc(2*time.Hour, func() { rung <- "two hours" })
	clock.AfterFunc(time.Hour, func() { rung <- "one hour" })
	clock.AfterFunc(time.Hour, func() { rung <- "stopped" })()
	clock.Leap(time.Hour)
	if got := <-rung; got != "one hour" {
		t.Errorf("%q rings after one hour", got)
	}
	clock.Leap(time.Hour)
	if got := <-rung; got != "two hours" {
		t.Errorf("%q rings after two hours", got)
	}
	clock.Leap(time.Hour)
	if ahead := clock.Now().Sub(start); ahead < 3*time.Hour || len(rung) > 0 {
		t.Errorf("after three hours it is %v later, and %d more have rung", ahead, len(rung))
	}
}
