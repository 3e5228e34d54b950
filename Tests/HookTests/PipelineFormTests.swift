import Foundation
import Testing
import Yams

/// Checks the files for GitLab, GitHub and Tekton against the fields that the hooks use; `make check-hooks` uses the full
/// schemas, over the network.
@Suite struct PipelineFormTests {
    @Test func jobsOfGitLabHaveItsKeywords() throws {
        let template = try #require(try HookFile("gitlab/blobgate.gitlab-ci.yml").documents.first)
        let job = Form(
            ["script"],
            or: [
                "variables", "parallel", "interruptible", "retry", "before_script", "after_script", "cache",
                "artifacts", "when", "stage", "image", "needs", "tags", "timeout", "rules", "allow_failure",
            ])
        for (key, node) in try #require(template.mapping) {
            let name = try #require(key.string)
            job.expect(node, name)
            #expect(node["script"]?.strings.isEmpty == false, "\(name)")
            #expect(node["script"]?.strings.count == node["script"]?.nodes.count, "\(name): a line is no text")
            // A job that extends this one probably has its own, which would replace ours.
            #expect(node["before_script"] == nil, "\(name)")
            // A job may fail alone only if the verdict job follows it.
            #expect(node["allow_failure"] == nil, "\(name)")
            if let when = node["when"] { expectOne(of: ["always", "on_success"], when, name) }
            if let retry = node["retry"] {
                Form(["max"], or: ["when", "exit_codes"]).expect(retry, name)
                #expect((0...2).contains(retry["max"]?.int ?? -1), "\(name)")
                let codes = retry["exit_codes"]?.nodes ?? []
                #expect(codes.allSatisfy { (1...255).contains($0.int ?? 0) && $0.scalar?.style == .plain }, "\(name)")
            }
            if let cache = node["cache"] {
                Form(["key", "paths"], or: ["when", "policy"]).expect(cache, name)
                expectOne(of: ["always", "on_success", "on_failure"], cache["when"], name)
            }
            if let artifacts = node["artifacts"] {
                Form(["paths"], or: ["when", "expire_in", "reports", "name"]).expect(artifacts, name)
                expectOne(of: ["always"], artifacts["when"], name)
                if let reports = artifacts["reports"] { Form(["junit", "codequality"]).expect(reports, name) }
            }
            for (variable, value) in node["variables"]?.mapping.map(Array.init) ?? [] {
                #expect(value.scalar != nil, "\(name): \(variable)")
            }
        }
    }

    @Test func theGitHubActionHasTheRequiredKeys() throws {
        let action = try #require(try HookFile("github/action.yml").documents.first)
        Form(["name", "description", "runs"], or: ["author", "inputs", "outputs", "branding"]).expect(action, "action")
        Form(["using", "steps"]).expect(action["runs"], "runs")
        for (name, input) in try #require(action["inputs"]?.mapping) {
            Form(["description", "required", "default"], or: ["deprecationMessage"]).expect(input, "\(name)")
        }
        for (name, output) in try #require(action["outputs"]?.mapping) {
            Form(["description", "value"]).expect(output, "\(name)")
        }
        let steps = action.at("runs", "steps")?.nodes ?? []
        #expect(!steps.isEmpty)
        for step in steps {
            // A composite action has no default shell.
            Form(["shell", "run"], or: ["id", "name", "env", "if", "working-directory"]).expect(step, "step")
            expectOne(of: ["bash", "sh"], step["shell"], "step")
            #expect(step["env"]?.mapping?.values.allSatisfy { $0.scalar != nil } == true)
        }
    }

    @Test func theTektonTaskHasTheRequiredFields() throws {
        let task = try HookFile("tekton/blobgate-task.yaml").object(kind: "Task")
        Form(["apiVersion", "kind", "metadata", "spec"]).expect(task, "task")
        let spec = try #require(task["spec"])
        Form(
            ["steps", "params", "results"], or: ["description", "workspaces", "stepTemplate", "volumes", "sidecars"]
        ).expect(spec, "spec")
        for parameter in spec["params"]?.nodes ?? [] {
            Form(["name", "type"], or: ["description", "default", "properties"]).expect(parameter, "param")
            expectOne(of: ["string", "array"], parameter["type"], "param")
            let isList = parameter["type"]?.string == "array"
            if let value = parameter["default"] { #expect((value.sequence != nil) == isList) }
            guard isList, let name = parameter["name"]?.string else { continue }
            // An array parameter can only be a whole list element.
            let places = try HookFile("tekton/blobgate-task.yaml").text.split(separator: "\n").filter {
                $0.contains("$(params.\(name)")
            }
            #expect(places.map { $0.trimmingCharacters(in: .whitespaces) } == ["- $(params.\(name)[*])"])
        }
        for result in spec["results"]?.nodes ?? [] {
            Form(["name"], or: ["type", "description"]).expect(result, "result")
        }
        for workspace in spec["workspaces"]?.nodes ?? [] {
            Form(["name"], or: ["description", "mountPath", "readOnly", "optional"]).expect(workspace, "workspace")
        }
        // Step fields changed between v1beta1 and v1: resources became computeResources.
        let step = Form(
            ["name", "image"],
            or: [
                "workingDir", "onError", "command", "args", "env", "script", "computeResources", "securityContext",
                "volumeMounts", "timeout",
            ])
        for node in spec["steps"]?.nodes ?? [] {
            let name = node["name"]?.string ?? ""
            step.expect(node, name)
            #expect((node["script"] != nil) != (node["command"] != nil), "\(name): either a script or a command")
            if let script = node["script"] { #expect(script.string?.hasPrefix("#!/bin/sh\n") == true, "\(name)") }
            if let onError = node["onError"] { expectOne(of: ["continue", "stopAndFail"], onError, name) }
            for variable in node["env"]?.nodes ?? [] { Form(["name", "value"]).expect(variable, name) }
        }
        for mount in spec.at("stepTemplate", "volumeMounts")?.nodes ?? [] {
            Form(["name", "mountPath"], or: ["readOnly"]).expect(mount, "mount")
        }
    }
}
