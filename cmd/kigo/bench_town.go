package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// benchTown is what kigo needs of a Mattermost server when people sign up by slash command,
// and no more of it: who they are, a signed trigger, and somewhere to answer late. It takes
// as little of the machine as it can.
type benchTown struct {
	server  *http.Server
	url     string
	key     *ecdsa.PrivateKey
	keyText string
	later   func(user, text string) // an answer that came after the request, or another message
	away    atomic.Bool             // it answers nothing but 503

	mu    sync.Mutex
	posts map[string]*model.PostList // by channel
}

const (
	benchBot     = "benchbotbenchbotbenchbotbe"
	benchChannel = "benchplazabenchplazabenchp"
	benchPerson  = "benchperson"
)

// benchUser is the account of the n-th person.
func benchUser(n int) string { return fmt.Sprintf("%s%015d", benchPerson, n) }

// benchNumber is which person an account, or the direct channel with it, belongs to.
func benchNumber(user string) (int, bool) {
	digits, ok := strings.CutPrefix(user, benchPerson)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil
}

func openBenchTown(size int) (*benchTown, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &benchTown{key: key, keyText: base64.StdEncoding.EncodeToString(der), url: "http://" + l.Addr().String(), later: func(string, string) {}, posts: map[string]*model.PostList{}}
	routes := t.routes(size)
	t.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t.away.Load() {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		routes.ServeHTTP(w, r)
	})}
	go func() { _ = t.server.Serve(l) }() // ends with ErrServerClosed
	return t, nil
}

func (t *benchTown) close() { _ = t.server.Close() }

func (t *benchTown) routes(size int) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v4/users/{user}", func(w http.ResponseWriter, r *http.Request) {
		user := r.PathValue("user")
		n, ok := benchNumber(user)
		switch {
		case user == "me" || user == benchBot:
			benchSays(w, model.User{Id: benchBot, Username: "kigo", IsBot: true, Roles: "system_user", Locale: "de"})
		case ok && n < size:
			benchSays(w, model.User{Id: user, Username: "person" + strconv.Itoa(n), FirstName: "Person", LastName: strconv.Itoa(n), Roles: "system_user", Locale: "de"})
		default:
			http.NotFound(w, r)
		}
	})
	mux.HandleFunc("GET /api/v4/config/client", func(w http.ResponseWriter, _ *http.Request) {
		benchSays(w, map[string]string{"AsymmetricSigningPublicKey": t.keyText, "EnablePostUsernameOverride": "true"})
	})
	mux.HandleFunc("POST /api/v4/roles/names", func(w http.ResponseWriter, _ *http.Request) { benchSays(w, []model.Role{}) })
	mux.HandleFunc("GET /api/v4/users/{user}/channels", func(w http.ResponseWriter, _ *http.Request) { benchSays(w, []model.Channel{}) })
	mux.HandleFunc("GET /api/v4/channels/{channel}", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden) // kigo is not in the plaza
	})
	mux.HandleFunc("GET /api/v4/channels/{channel}/posts", func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		defer t.mu.Unlock()
		list := model.NewPostList()
		if posts := t.posts[r.PathValue("channel")]; posts != nil {
			list = posts
		}
		benchSays(w, list)
	})
	mux.HandleFunc("POST /api/v4/channels/direct", func(w http.ResponseWriter, r *http.Request) {
		var ids []string
		if json.NewDecoder(r.Body).Decode(&ids) == nil && len(ids) == 2 {
			benchSays(w, model.Channel{Id: ids[1], Type: model.ChannelTypeDirect})
		}
	})
	mux.HandleFunc("POST /api/v4/posts", func(w http.ResponseWriter, r *http.Request) {
		var p model.Post
		if json.NewDecoder(r.Body).Decode(&p) == nil {
			p.Id, p.UserId, p.CreateAt = model.NewId(), benchBot, model.GetMillis()
			t.keep(&p)
			t.later(p.ChannelId, p.Message+benchParts(p.Attachments()))
			benchSays(w, &p)
		}
	})
	mux.HandleFunc("POST /hooks/commands/{user}", func(_ http.ResponseWriter, r *http.Request) {
		var c model.CommandResponse
		if json.NewDecoder(r.Body).Decode(&c) == nil {
			t.later(r.PathValue("user"), c.Text+benchParts(c.Attachments))
		}
	})
	mux.HandleFunc("GET /api/v4/websocket", t.socket)
	return mux
}

// keep lets kigo find its post again.
func (t *benchTown) keep(p *model.Post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.posts[p.ChannelId] == nil {
		t.posts[p.ChannelId] = model.NewPostList()
	}
	t.posts[p.ChannelId].AddPost(p)
	t.posts[p.ChannelId].AddOrder(p.Id)
}

func benchSays(w http.ResponseWriter, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// benchParts is what attachments say.
func benchParts(all []*model.MessageAttachment) (text string) {
	for _, a := range all {
		text += "\n" + a.Text
	}
	return text
}

// socket greets kigo, and answers its pings.
func (t *benchTown) socket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"event":"hello","data":{"connection_id":"`+model.NewId()+`"},"broadcast":{},"seq":0}`))
	for {
		var ping model.WebSocketRequest
		if conn.ReadJSON(&ping) != nil {
			return
		}
		if conn.WriteJSON(map[string]any{"status": model.StatusOk, "seq_reply": ping.Seq, "data": map[string]string{"text": "pong"}}) != nil {
			return
		}
	}
}

// trigger proves that an account has typed something just now.
func (t *benchTown) trigger(user string, now time.Time) (string, error) {
	data := model.NewId() + ":" + user + ":" + strconv.FormatInt(now.UnixMilli(), 10) + ":"
	sum := sha256.Sum256([]byte(data))
	sig, err := ecdsa.SignASN1(rand.Reader, t.key, sum[:])
	return base64.StdEncoding.EncodeToString([]byte(data + base64.StdEncoding.EncodeToString(sig))), err
}
