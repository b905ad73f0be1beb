package people

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kigo/bot/audit"
	"kigo/bot/chat"
)

// Exporter says what another domain holds about a person.
type Exporter struct {
	Name   string // under which it stands in the export
	Export func(ctx context.Context, id ID) (any, error)
}

// Exported is everything that kigo holds about one person. It marshals to JSON.
type Exported struct {
	Exported time.Time      `json:"exported"`
	Person   Person         `json:"person"`
	Accounts []Identity     `json:"accounts"`
	Emails   []string       `json:"emails"` // all addresses that lead to the person
	Code     *ExportedCode  `json:"code,omitempty"`
	Audit    []audit.Entry  `json:"audit"` // privileged actions by or for the person
	More     map[string]any `json:"more"`  // by domain
}

// ExportedCode is a code that links accounts and has not been used.
type ExportedCode struct {
	Until time.Time `json:"until"`
}

// JSON is the export as a file.
func (e Exported) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write export: %w", err)
	}
	return append(data, '\n'), nil
}

// Export collects everything about a person.
func (s *Service) Export(ctx context.Context, id ID) (Exported, error) {
	p, err := s.Get(ctx, id)
	if err != nil {
		return Exported{}, err
	}
	e := Exported{Exported: s.Now().UTC(), Person: p, Accounts: []Identity{}, Emails: []string{}, Audit: []audit.Entry{}, More: map[string]any{}}
	for _, a := range p.Identities() {
		i, ok, err := s.Store.Identity(ctx, a.Platform, a.UserID)
		if err != nil {
			return e, fmt.Errorf("export accounts: %w", err)
		}
		if ok {
			e.Accounts = append(e.Accounts, i)
		}
	}
	emails, err := s.Store.EmailsOf(ctx, id)
	if err != nil {
		return e, fmt.Errorf("export addresses: %w", err)
	}
	e.Emails = append(e.Emails, emails...)
	entries, err := s.Audit.About(ctx, string(id))
	if err != nil {
		return e, fmt.Errorf("export audit: %w", err)
	}
	e.Audit = append(e.Audit, entries...)
	if e.Code, err = s.exportCode(ctx, id); err != nil {
		return e, err
	}
	for _, x := range s.Exporters {
		if e.More[x.Name], err = x.Export(ctx, id); err != nil {
			return e, fmt.Errorf("export %s: %w", x.Name, err)
		}
	}
	return e, nil
}

func (s *Service) exportCode(ctx context.Context, id ID) (*ExportedCode, error) {
	c, ok, err := s.Store.CodeOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("export code: %w", err)
	}
	if !ok {
		return nil, nil
	}
	return &ExportedCode{Until: c.Until}, nil
}

// shorten keeps what people typed from filling the answer.
func shorten(s string) string { return chat.Shorten(TidyName(s), 60) }
