internal import Files
internal import Foundation
package import OCI
internal import Record
internal import Transfer

/// containerd's `certs.d/<host>/hosts.toml`: the mirrors and the server of one registry (containerd, docs/hosts.md).
///
/// containerd logs a file that it cannot read, ignores all of it and asks the registry itself. The same is done here, and
/// reported, because nodes do not do what the file appears to say. What containerd reads and the gate cannot use is unclear.
package enum HostsFile {
    /// The endpoints that such a folder configures for a registry; empty if no file applies to it.
    ///
    /// Instead of the folder, containerd's `config.toml` is read too. `scheme` is the scheme of the registry itself if the file
    /// does not set a server.
    package static func endpoints(
        for registry: RegistryName, in folder: String, scheme: Backend.Scheme
    ) throws(NodeFileError) -> NodeEndpoints {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        if exists, !isFolder.boolValue {
            return try ContainerdConfig.endpoints(for: registry, in: folder, scheme: scheme)
        }
        if !exists, folder.contains(":") { return unreadList(folder, registry) }
        guard exists else {
            throw NodeFileError(file: folder, "no such folder (expected containerd's hosts.toml files)")
        }
        // As in containerd, the first existing folder wins, even if it has no hosts.toml.
        let host = folderNames(for: registry).map { "\(folder)/\($0)" }.first {
            FileManager.default.fileExists(atPath: $0)
        }
        guard let host else { return NodeEndpoints() }
        let path = host + "/hosts.toml"
        guard FileManager.default.fileExists(atPath: path) else { return NodeEndpoints() }
        let text = try NodeFileText.read(path)
        guard !text.isEmpty else { return NodeEndpoints() }
        do throws(NodeFileError) {
            return try parse(text, path: path, registry: registry, scheme: scheme)
        } catch {
            guard error.faults.contains(where: \.isIgnored) else { throw error }
            return try ignored(error, folder: host, registry: registry, scheme: scheme)
        }
    }

    /// A `config_path` with several folders. The transfer service takes it as one.
    private static func unreadList(_ list: String, _ registry: RegistryName) -> NodeEndpoints {
        var found = NodeEndpoints()
        found.ignored = [
            "\(list.escapedASCII(limit: 400)) is a list: the transfer service of containerd 2.1 and later takes it as one folder, finds no "
                + "hosts.toml there and asks \(registry) itself; for nodes with use_local_image_pull, give the folder that has the files"
        ]
        return found
    }

    /// What nodes do with a file that they ignore: they ask the registry itself, with the certificates of the folder.
    private static func ignored(
        _ error: NodeFileError, folder: String, registry: RegistryName, scheme: Backend.Scheme
    ) throws(NodeFileError) -> NodeEndpoints {
        var found = NodeEndpoints()
        guard let authority = RegistryName(registry.apiAuthority), let first = error.faults.first else { return found }
        let trust: Backend.Trust
        do throws(CertificateFolderError) {
            trust = try CertificateFolder.read(folder)
        } catch {
            throw NodeFileError(file: error.file, error.words)
        }
        found.endpoints = [
            NodeEndpoint(
                scheme: scheme, route: Route(authority: authority), isRegistry: true, trust: trust,
                source: .containerd(file: first.file, line: first.line))
        ]
        found.ignored = error.faults.filter(\.isIgnored).map {
            "\($0); containerd ignores the whole file and asks \(registry) itself"
        }
        return found
    }

    /// `host_port_`, `host:port`, `_default`.
    static func folderNames(for registry: RegistryName) -> [String] {
        var names = [registry.description, "_default"]
        if let port = registry.port {
            names.insert(registry.description.dropLast("\(port)".count + 1) + "_\(port)_", at: 0)
        }
        return names
    }

    static func parse(
        _ text: String, path: String, registry: RegistryName, scheme: Backend.Scheme
    ) throws(NodeFileError) -> NodeEndpoints {
        let notes = NodeFileNotes(file: path, ignoresWrongValues: true)
        let table = try TOMLSection.parse(text, notes: notes)
        let reader = HostSection(registry: registry, folder: (path as NSString).deletingLastPathComponent)
        return try endpoints(of: table, reader, notes: notes, scheme: scheme) { "[host.\"\(HostSection.shown($0))\"]" }
    }

    /// The endpoints of a parsed file.
    ///
    /// `name` names the table of a mirror in messages. Without a last resort, nodes ask the mirrors alone.
    static func endpoints(
        of table: TOMLTable, _ reader: HostSection, notes: NodeFileNotes, scheme: Backend.Scheme,
        hasLastResort: Bool = true, name: (String) -> String
    ) throws(NodeFileError) -> NodeEndpoints {
        let root = TOMLSection(table, name: "", notes: notes)
        root.requireKnown(HostSection.keys.union(["server", "host"]))
        var found = NodeEndpoints()
        let hosts = table["host"]?.table
        if table["host"] != nil, hosts == nil {
            root.fault("host", "expected tables such as [host.\"https://mirror\"]")
        }
        for url in hosts?.keys ?? [] {
            guard let host = hosts?[url]?.table, host.origin == .header || host.origin == .implied else {
                notes.ignore(hosts?.line(of: url), "\(name(url)) has no table header of its own: containerd skips it")
                continue
            }
            let section = TOMLSection(host, name: name(url), notes: notes)
            section.requireKnown(HostSection.mirrorKeys)
            if let endpoint = reader.endpoint(at: url, section) { found.endpoints.append(endpoint) }
        }
        if hasLastResort, let endpoint = reader.server(root, scheme: scheme) { found.endpoints.append(endpoint) }
        try notes.check()
        found.ignored = notes.ignored
        found.unclear = notes.unclear.map(\.description)
        return found
    }
}

/// Reads the nodes' files.
package enum NodeFileText {
    /// In bytes; real files have a few lines.
    private static let limit = 1 << 20

    package static func read(_ path: String) throws(NodeFileError) -> String {
        let bytes: [UInt8]
        do throws(RegularFile.Fault) {
            bytes = try RegularFile.bytes(of: path, limit: limit)
        } catch {
            switch error {
            case .system: throw NodeFileError(file: path, "cannot read the file")
            case .notRegular, .tooLarge: throw NodeFileError(file: path, "the file \(error.words)")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw NodeFileError(file: path, "the file is not UTF-8")
        }
        return text
    }
}
