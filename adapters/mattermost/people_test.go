package mattermost

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// What is logged when somebody can't be looked up does not say who it was.
func TestErrorsNameNobody(t *testing.T) {
	t.Parallel()
	inner := errors.Join(io.EOF, errors.New("GET https://chat/api/v4/users/u1234"))
	err := unnamed{inner, "u1234"}
	if strings.Contains(err.Error(), "u1234") || !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
