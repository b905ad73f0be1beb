package people

import (
	"context"
	"fmt"
	"strconv"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// ActionAllowLeaving is what the audit calls letting many leave at once.
const ActionAllowLeaving = "members.allow"

// Comparisons are the last ones, in the order of platforms.
func (s *Service) Comparisons(ctx context.Context) ([]Comparison, error) {
	all, err := s.Store.AllComparisons(ctx)
	if err != nil {
		return nil, fmt.Errorf("list comparisons: %w", err)
	}
	return all, nil
}

// AllowLeaving lets as many leave a platform at the next comparison as were too many at the
// last. It returns false if the last one was not halted for that.
func (s *Service) AllowLeaving(ctx context.Context, by Person, platform string) (Comparison, bool, error) {
	c, ok, err := s.Store.Comparison(ctx, platform)
	if err != nil || !ok || c.Halt != HaltMany {
		return c, false, err
	}
	if err := s.Audit.Record(ctx, string(by.ID), ActionAllowLeaving, "", map[string]string{"platform": platform, "most": strconv.Itoa(c.Left)}); err != nil {
		return c, false, err
	}
	if err := s.Store.AllowLeaving(ctx, platform, c.Left); err != nil {
		return c, false, fmt.Errorf("allow leaving %s: %w", platform, err)
	}
	return c, true, nil
}

// ComparisonSection says what became of a comparison, and what can be done.
func ComparisonSection(p i18n.Printer, c Comparison) chat.Section {
	args := i18n.Args{
		"Chat": PlatformName(p, c.Platform), "At": c.At, "Members": c.Members, "Known": c.Known, "Joined": c.Joined, "Left": c.Left, "Back": c.Back,
	}
	key := "doctor.members"
	if c.Halt != "" {
		key = "doctor.members." + string(c.Halt)
	}
	if c.Halt == HaltMany && c.Allowed > 0 {
		key = "doctor.members.next"
	}
	section := chat.Section{Text: p.Text(key, args)}
	if c.Halt == HaltMany && c.Allowed == 0 {
		section.Buttons = []chat.Button{{Label: p.Plain("doctor.members.allow"), Line: "diagnose mitglieder " + c.Platform}}
	}
	return section
}
