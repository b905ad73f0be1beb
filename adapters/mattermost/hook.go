package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// callHook answers a slash command later, through its response_url: at most five times
// and for half an hour. It reports whether that worked.
func (a *Adapter) callHook(ctx context.Context, id string, answer model.CommandResponse) bool {
	body, err := json.Marshal(answer)
	if err != nil {
		return false
	}
	url := strings.TrimRight(a.URL, "/") + "/hooks/commands/" + id
	ok := false
	err = chat.Patient(ctx, func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := a.client.plain.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		ok = resp.StatusCode == http.StatusOK
		return nil
	})
	if err != nil {
		a.Log.Warn("response_url not reached", "platform", Platform) // its address is a secret
	}
	return ok
}
