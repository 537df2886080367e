// Command sdks writes the Python and Go SDKs from schema.json, with Pulumi's own code generators.
//
//	sdks SCHEMA.JSON FOLDER    writes FOLDER/python and FOLDER/go/edgefleet
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	gen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "`make sdks`"

// The schema refers to no other package, so nothing is ever loaded.
var loader = schema.NewPluginLoader(nil)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sdks SCHEMA.JSON FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "sdks:", err)
		os.Exit(1)
	}
}

func run(schemaFile, folder string) error {
	// Each generator keeps notes in the package, so each gets its own.
	forPython, err := load(schemaFile)
	if err != nil {
		return err
	}
	files, err := python.GeneratePackage(tool, forPython, nil, loader)
	if err != nil {
		return fmt.Errorf("python: %w", err)
	}
	if err := write(filepath.Join(folder, "python"), files); err != nil {
		return err
	}
	forGo, err := load(schemaFile)
	if err != nil {
		return err
	}
	files, err = gen.GeneratePackage(tool, forGo, nil)
	if err != nil {
		return fmt.Errorf("go: %w", err)
	}
	return write(filepath.Join(folder, "go", "edgefleet"), files)
}

func load(file string) (*schema.Package, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return pkg, nil
}

func write(folder string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
