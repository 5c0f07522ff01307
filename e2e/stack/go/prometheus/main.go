// Reads a configuration the way Prometheus does when it starts: with its own package, of the version that the stack pins.
package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/prometheus/prometheus/config"
)

func main() {
	loaded, err := config.LoadFile(os.Args[1], false, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(loaded.String())
}
