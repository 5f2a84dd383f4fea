// Builds grype's database from a workspace in vunnel's form: `grype-database WORKSPACE DATABASE`.
package main

import (
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/anchore/grype/grype/db"
	"github.com/anchore/grype/grype/db/provider"
	v6 "github.com/anchore/grype/grype/db/v6"
)

func main() {
	workspace, database := os.Args[1], os.Args[2]
	found, err := filepath.Glob(filepath.Join(workspace, "*", "metadata.json"))
	if err != nil || len(found) == 0 {
		log.Fatalf("no provider in %s: %v", workspace, err)
	}
	var states provider.States
	for _, path := range found {
		state, err := provider.ReadState(path)
		if err != nil {
			log.Fatal(err)
		}
		states = append(states, *state)
	}
	if err := os.MkdirAll(database, 0o755); err != nil {
		log.Fatal(err)
	}
	err = db.Build(db.BuildConfig{
		SchemaVersion: v6.ModelVersion,
		Directory:     database,
		States:        states,
		Timestamp:     time.Now(),
		Hydrate:       true,
	})
	if err != nil {
		log.Fatal(err)
	}
}
