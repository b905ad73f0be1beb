package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// terminal asks somebody who sits in front of it.
type terminal struct {
	in  *os.File
	out io.Writer
}

// openTerminal is the terminal that in is, or false if it is none.
func openTerminal(in io.Reader, out io.Writer) (terminal, bool) {
	f, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return terminal{}, false
	}
	return terminal{f, out}, true
}

// ask asks for a line; what is hidden does not show. When ctx ends, the terminal is left
// as it was.
func (t terminal) ask(ctx context.Context, prompt string, hidden bool) (string, error) {
	fd := int(t.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read from the terminal: %w", err)
	}
	fmt.Fprint(t.out, prompt)
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	// Nothing ends a read of a terminal. After ctx has ended, the process does.
	go func() {
		var a answer
		if hidden {
			var b []byte
			b, a.err = term.ReadPassword(fd)
			a.line = string(b)
		} else {
			a.line, a.err = readLine(t.in)
		}
		answers <- a
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(t.out)
		return "", errors.Join(errors.New("interrupted"), term.Restore(fd, before))
	case a := <-answers:
		if hidden {
			fmt.Fprintln(t.out)
		}
		switch {
		case a.err != nil:
			return "", fmt.Errorf("read from the terminal: %w", a.err)
		case a.line == "":
			return "", errors.New("nothing was entered: run it again")
		}
		return a.line, nil
	}
}

// readLine reads no further than the end of the line, so that the rest is there for the
// next question.
func readLine(in io.Reader) (string, error) {
	var line strings.Builder
	b := make([]byte, 1)
	for {
		n, err := in.Read(b)
		if n == 1 && b[0] == '\n' {
			return strings.TrimSpace(line.String()), nil
		}
		line.Write(b[:n])
		if err != nil {
			return "", err
		}
	}
}
