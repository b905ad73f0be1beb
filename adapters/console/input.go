package console

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// input is one line, without its end.
type input struct {
	text    string
	tooLong bool  // the line was skipped
	err     error // reading failed; the last thing that comes
}

// read passes on in's lines, one at a time, until in or ctx ends.
func read(ctx context.Context, in io.Reader) <-chan input {
	lines := make(chan input)
	go func() {
		defer close(lines)
		r := bufio.NewReader(in)
		for {
			l, more := next(r)
			if !more {
				return
			}
			select {
			case lines <- l:
			case <-ctx.Done():
				return
			}
			if l.err != nil {
				return
			}
		}
	}()
	return lines
}

// next reads one line. It keeps no more than maxLine of it, however long it is.
func next(r *bufio.Reader) (l input, more bool) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		if !l.tooLong {
			text = append(text, part...)
		}
		if len(bytes.TrimSuffix(text, []byte("\n"))) > maxLine {
			l.tooLong, text = true, nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == nil:
			l.text = string(text)
			return l, true
		case errors.Is(err, io.EOF):
			l.text = string(text)
			return l, len(text) > 0 || l.tooLong
		default:
			return input{err: fmt.Errorf("read: %w", err)}, true
		}
	}
}
