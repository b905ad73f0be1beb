package mattermosttest

import (
	"net/http"
	"strings"
)

// handler answers a request with what becomes JSON, or with a failure. It runs with the
// server's data locked unless its route is open.
type handler func(*call) (any, *failure)

// route is one line of the API.
type route struct {
	method string
	path   []string // "{id}" fits anything
	name   string   // method and path as written
	handle handler

	public bool // no session needed
	open   bool // the handler locks the data itself, because it waits for somebody else
	files  bool // bodies may be as large as files
}

// match compares a path's segments with the route and returns what its names stand for.
func (r route) match(path []string) (map[string]string, bool) {
	if len(path) != len(r.path) {
		return nil, false
	}
	vars := map[string]string{}
	for i, want := range r.path {
		if name, ok := strings.CutPrefix(want, "{"); ok {
			vars[strings.TrimSuffix(name, "}")] = path[i]
		} else if want != path[i] {
			return nil, false
		}
	}
	return vars, true
}

func split(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func at(line string, h handler) route {
	method, path, _ := strings.Cut(line, " ")
	if !strings.HasPrefix(path, "/hooks/") {
		path = "/api/v4" + path
	}
	return route{method: method, path: split(path), name: line, handle: h}
}

func public(r route) route { r.public = true; return r }

func open(r route) route { r.open = true; return r }

func files(r route) route { r.files = true; return r }

// allRoutes is the API in the order in which paths are tried.
func (s *Server) allRoutes() []route {
	return []route{
		public(at("GET /system/ping", ping)),
		public(at("GET /config/client", readClientConfig)),
		at("GET /config", readConfig),
		at("PUT /config", writeConfig),
		at("PUT /config/patch", patchConfig),
		public(open(at("GET /websocket", connect))),

		public(at("POST /users/login", login)),
		at("POST /users/logout", logout),
		at("POST /users", createUser),
		at("GET /users", listUsers),
		at("POST /users/ids", usersByIDs),
		at("POST /users/usernames", usersByNames),
		at("GET /users/username/{name}", userByName),
		at("GET /users/email/{email}", userByEmail),
		at("POST /users/tokens/revoke", revokeToken),
		at("GET /users/{user}", readUser),
		at("PUT /users/{user}/patch", patchUser),
		at("PUT /users/{user}/roles", setUserRoles),
		at("PUT /users/{user}/active", setActive),
		at("DELETE /users/{user}", deactivate),
		at("POST /users/{user}/tokens", createToken),
		at("GET /users/{user}/tokens", listTokens),
		files(at("POST /users/{user}/image", setImage)),
		at("GET /users/{user}/image", readImage),
		at("GET /users/{user}/teams", userTeams),
		at("GET /users/{user}/channels", userChannels),
		at("GET /users/{user}/teams/{team}/channels", userTeamChannels),
		at("DELETE /users/{user}/posts/{post}/reactions/{emoji}", removeReaction),

		at("POST /bots", createBot),
		at("GET /bots", listBots),
		at("GET /bots/{bot}", readBot),
		at("PUT /bots/{bot}", patchBot),
		at("POST /bots/{bot}/enable", enableBot),
		at("POST /bots/{bot}/disable", disableBot),

		at("GET /roles", listRoles),
		at("POST /roles/names", rolesByNames),
		at("GET /roles/name/{name}", roleByName),
		at("GET /roles/{role}", readRole),
		at("PUT /roles/{role}/patch", patchRole),

		at("POST /teams", createTeam),
		at("GET /teams", listTeams),
		at("GET /teams/name/{name}", teamByName),
		at("GET /teams/name/{name}/channels/name/{channel_name}", channelByTeamName),
		at("GET /teams/{team}", readTeam),
		at("DELETE /teams/{team}", archiveTeam),
		at("GET /teams/{team}/members", listTeamMembers),
		at("POST /teams/{team}/members", addTeamMember),
		at("GET /teams/{team}/members/{user}", readTeamMember),
		at("PUT /teams/{team}/members/{user}/roles", setTeamRoles),
		at("DELETE /teams/{team}/members/{user}", removeTeamMember),
		at("GET /teams/{team}/channels", listTeamChannels),
		at("GET /teams/{team}/channels/name/{channel_name}", channelByName),
		at("GET /teams/{team}/commands/autocomplete", autocomplete),

		at("POST /channels", createChannel),
		at("POST /channels/direct", createDirect),
		at("POST /channels/group", createGroup),
		at("POST /channels/members/{user}/view", viewChannel),
		at("GET /channels/{channel}", readChannel),
		at("DELETE /channels/{channel}", archiveChannel),
		at("GET /channels/{channel}/members", listChannelMembers),
		at("POST /channels/{channel}/members", addChannelMember),
		at("GET /channels/{channel}/members/{user}", readChannelMember),
		at("DELETE /channels/{channel}/members/{user}", removeChannelMember),
		at("GET /channels/{channel}/posts", listPosts),

		at("POST /posts", createPost),
		at("POST /posts/ephemeral", createEphemeral),
		at("GET /posts/{post}", readPost),
		at("PUT /posts/{post}", updatePost),
		at("PUT /posts/{post}/patch", patchPost),
		at("DELETE /posts/{post}", deletePost),
		at("GET /posts/{post}/thread", readThread),
		at("GET /posts/{post}/reactions", listReactions),
		open(at("POST /posts/{post}/actions/{action}", doAction)),
		at("POST /reactions", addReaction),

		files(at("POST /files", upload)),
		at("GET /files/{file}", readFile),
		at("GET /files/{file}/info", readFileInfo),

		at("GET /commands", listCommands),
		at("POST /commands", createCommand),
		open(at("POST /commands/execute", executeCommand)),
		at("GET /commands/{command}", readCommand),
		at("PUT /commands/{command}", updateCommand),
		at("DELETE /commands/{command}", deleteCommand),
		at("PUT /commands/{command}/regen_token", regenerateToken),
		public(at("POST /hooks/commands/{hook}", useHook)),

		public(at("POST /actions/dialogs/open", openDialog)),
		open(at("POST /actions/dialogs/submit", submitDialog)),
		open(at("POST /actions/dialogs/lookup", lookUpDialog)),
	}
}

// find returns the route of a request.
func (s *Server) find(r *http.Request) (route, map[string]string, bool) {
	path := split(r.URL.Path)
	for _, candidate := range s.routes {
		if candidate.method != r.Method {
			continue
		}
		if vars, ok := candidate.match(path); ok {
			return candidate, vars, true
		}
	}
	return route{}, nil, false
}
