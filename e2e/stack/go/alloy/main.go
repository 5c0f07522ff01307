// Parses a configuration of Alloy with Alloy's own syntax and prints what its formatter makes of it.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/alloy/syntax/parser"
	"github.com/grafana/alloy/syntax/printer"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	file, err := parser.ParseFile(os.Args[1], text)
	if err != nil {
		fail(err)
	}
	if err := printer.Fprint(os.Stdout, file); err != nil {
		fail(err)
	}
	fmt.Println()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
