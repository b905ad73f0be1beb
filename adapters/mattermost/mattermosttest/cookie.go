package mattermosttest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/mattermost/mattermost/server/public/model"
)

// kept are the props that a post keeps whatever an answer to a click says of them.
var kept = []string{model.PostPropsFromWebhook, model.PostPropsOverrideUsername, model.PostPropsOverrideIconURL}

// cookieOf is what the server needs to know for a click on a post that it does not keep.
func cookieOf(p *model.Post, a *model.PostAction) *model.PostActionCookie {
	c := &model.PostActionCookie{
		Type: a.Type, PostId: p.Id, RootPostId: p.RootId, ChannelId: p.ChannelId,
		DataSource: a.DataSource, Integration: a.Integration, RetainProps: map[string]any{},
	}
	if c.RootPostId == "" {
		c.RootPostId = p.Id
	}
	for _, key := range kept {
		if v, ok := p.GetProps()[key]; ok {
			c.RetainProps[key] = v
		} else {
			c.RemoveProps = append(c.RemoveProps, key)
		}
	}
	return c
}

func (s *Server) aead() cipher.AEAD {
	block, err := aes.NewCipher(s.secret)
	if err != nil {
		panic(err) // the secret has 32 bytes
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

func (s *Server) seal(c *model.PostActionCookie) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	gcm := s.aead()
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.StdEncoding.EncodeToString(gcm.Seal(nonce, nonce, b, nil))
}

func (s *Server) unseal(sealed string) (*model.PostActionCookie, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	gcm := s.aead()
	if len(b) < gcm.NonceSize() {
		return nil, errors.New("cookie too short")
	}
	b, err = gcm.Open(nil, b[:gcm.NonceSize()], b[gcm.NonceSize():], nil)
	if err != nil {
		return nil, err
	}
	var c model.PostActionCookie
	return &c, json.Unmarshal(b, &c)
}
