package main

import (
	"context"
	"fmt"
	"io"

	"kigo/bot/people"
)

// exportPerson writes everything that is stored about one person as JSON. id may also be
// an e-mail address, an account ("slack:U012"), or a name that only one person has.
func exportPerson(ctx context.Context, svc *people.Service, id string, out io.Writer) error {
	p, err := svc.FindOne(ctx, id)
	if err != nil {
		return fmt.Errorf("export person: %w", err)
	}
	e, err := svc.Export(ctx, p.ID)
	if err != nil {
		return fmt.Errorf("export person %s: %w", p.ID, err)
	}
	data, err := e.JSON()
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return err
}
