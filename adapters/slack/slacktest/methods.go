package slacktest

// Which token a method takes.
type token int

const (
	botToken token = iota
	appToken
	noToken // none is needed
)

// method is what is known of a method before it runs.
type method struct {
	tier   int
	token  token
	json   bool     // takes JSON, too, and not forms only
	scopes []string // all of them; those that depend on the kind of channel are checked later
	run    func(*call) (object, error)
}

// methods are all there are; what is not here is unknown_method.
var methods = map[string]method{
	"api.test":              {tier: tier4, token: noToken, json: true, run: (*call).apiTest},
	"auth.test":             {tier: special, json: true, run: (*call).authTest},
	"auth.revoke":           {tier: tier3, run: (*call).authRevoke},
	"apps.uninstall":        {tier: tier1, run: (*call).appsUninstall},
	"apps.connections.open": {tier: ConnectBurst, token: appToken, json: true, run: (*call).connectionsOpen},
	"team.info":             {tier: tier3, scopes: []string{"team:read"}, run: (*call).teamInfo},
	"bots.info":             {tier: tier3, scopes: []string{"users:read"}, run: (*call).botsInfo},
	"blocks.validate":       {tier: special, token: noToken, json: true, run: (*call).blocksValidate},

	"chat.postMessage":   {tier: special, json: true, scopes: []string{"chat:write"}, run: (*call).postMessage},
	"chat.postEphemeral": {tier: tier4, json: true, scopes: []string{"chat:write"}, run: (*call).postEphemeral},
	"chat.update":        {tier: tier3, json: true, scopes: []string{"chat:write"}, run: (*call).updateMessage},
	"chat.delete":        {tier: tier3, json: true, scopes: []string{"chat:write"}, run: (*call).deleteMessage},
	"chat.unfurl":        {tier: tier3, json: true, scopes: []string{"links:write"}, run: (*call).unfurl},
	"chat.getPermalink":  {tier: special, run: (*call).permalink},
	"reactions.add":      {tier: tier3, json: true, scopes: []string{"reactions:write"}, run: (*call).addReaction},

	"conversations.open":    {tier: tier3, json: true, run: (*call).openConversation},
	"conversations.list":    {tier: tier2, run: (*call).listConversations},
	"conversations.info":    {tier: tier3, run: (*call).conversationInfo},
	"conversations.members": {tier: tier4, run: (*call).conversationMembers},
	"conversations.history": {tier: tier3, json: true, run: (*call).history},
	"conversations.replies": {tier: tier3, json: true, run: (*call).replies},

	"users.conversations": {tier: tier3, run: (*call).listConversations},

	"users.list":          {tier: tier2, scopes: []string{"users:read"}, run: (*call).listUsers},
	"users.info":          {tier: tier4, scopes: []string{"users:read"}, run: (*call).userInfo},
	"users.lookupByEmail": {tier: tier3, scopes: []string{"users:read.email"}, run: (*call).lookupByEmail},

	"views.open":    {tier: tier4, json: true, run: (*call).openView},
	"views.push":    {tier: tier4, json: true, run: (*call).pushView},
	"views.update":  {tier: tier4, json: true, run: (*call).updateView},
	"views.publish": {tier: tier4, json: true, run: (*call).publishView},

	"files.getUploadURLExternal":   {tier: tier4, json: true, scopes: []string{"files:write"}, run: (*call).uploadURL},
	"files.completeUploadExternal": {tier: tier4, json: true, scopes: []string{"files:write"}, run: (*call).completeUpload},
	"files.info":                   {tier: tier4, scopes: []string{"files:read"}, run: (*call).fileInfo},
}
