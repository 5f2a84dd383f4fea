// A provider of identities by OpenID Connect for tests: the library's own in-memory one, on this machine alone.
package main

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

type told struct {
	Port     string
	Issuer   string
	Redirect string
	Users    string
}

func main() {
	var with told
	if err := json.Unmarshal([]byte(os.Args[1]), &with); err != nil {
		panic(err)
	}
	users, err := storage.StoreFromFile(with.Users)
	if err != nil {
		panic(err)
	}
	storage.RegisterClients(storage.WebClient("chandlery", "a secret of the store", with.Redirect))
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	router := exampleop.SetupServer(with.Issuer, storage.NewStorage(users), logger, false)
	listening, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", with.Port))
	if err != nil {
		panic(err)
	}
	panic(http.Serve(listening, router))
}
