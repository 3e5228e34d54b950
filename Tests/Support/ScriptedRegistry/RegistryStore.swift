internal import OCI

/// The content of a scripted registry, and its replies without faults.
struct RegistryStore {
    struct Manifest {
        let body: BodyBytes
        let mediaType: String
        let digest: String
    }

    struct Repository {
        var blobs: [String: BodyBytes] = [:]
        var manifests: [String: Manifest] = [:]
        var tags: [String: String] = [:]
        /// Referrers lists; without any, the repository has no referrers API.
        var referrers: [String: BodyBytes] = [:]
    }

    /// The request that an API path stands for.
    enum Resource {
        case base
        case manifest(String, of: String)
        case blob(String, of: String)
        case referrers(String, of: String)
        case tags(of: String)

        init?(path: String) {
            if path == "/v2/" || path == "/v2" {
                self = .base
                return
            }
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count >= 5, parts[0].isEmpty, parts[1] == "v2", let last = parts.last, !last.isEmpty else {
                return nil
            }
            let name = parts[2..<parts.count - 2].joined(separator: "/")
            switch parts[parts.count - 2] {
            case "manifests": self = .manifest(String(last), of: name)
            case "blobs": self = .blob(String(last), of: name)
            case "referrers": self = .referrers(String(last), of: name)
            case "tags" where last == "list": self = .tags(of: name)
            default: return nil
            }
        }

        var repository: String? {
            switch self {
            case .base: nil
            case .manifest(_, let name), .blob(_, let name), .referrers(_, let name), .tags(let name): name
            }
        }
    }

    var repositories: [String: Repository] = [:]

    func reply(to resource: Resource?, method: String) -> HTTPReply {
        guard method == "GET" || method == "HEAD" else {
            return .error(405, "UNSUPPORTED", "The operation is unsupported.")
        }
        var reply =
            switch resource {
            case nil: Self.noSuchPage
            case .base: HTTPReply.json(200, "{}")
            case .manifest(let selector, let name): manifest(selector, of: name)
            case .blob(let digest, let name): blob(digest, of: name)
            case .referrers(let digest, let name): referrers(digest, of: name)
            case .tags(let name): tags(of: name)
            }
        reply.headers.append(HeaderField("Docker-Distribution-Api-Version", "registry/2.0"))
        return reply
    }

    private func manifest(_ selector: String, of name: String) -> HTTPReply {
        guard let repository = repositories[name] else { return Self.unknownName }
        guard let manifest = repository.manifests[repository.tags[selector] ?? selector] else {
            return .error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        }
        return HTTPReply(
            status: 200, headers: Self.identity(manifest.digest) + [HeaderField("Content-Type", manifest.mediaType)],
            body: manifest.body)
    }

    private func blob(_ digest: String, of name: String) -> HTTPReply {
        guard let repository = repositories[name] else { return Self.unknownName }
        guard let blob = repository.blobs[digest] else {
            return .error(404, "BLOB_UNKNOWN", "blob unknown to registry")
        }
        let fields = [
            HeaderField("Content-Type", "application/octet-stream"), HeaderField("Accept-Ranges", "bytes"),
            HeaderField("Cache-Control", "max-age=31536000"),
        ]
        return HTTPReply(status: 200, headers: Self.identity(digest) + fields, body: blob, rangeable: true)
    }

    /// An existing referrers API answers 200 for every digest (distribution-spec, Listing Referrers).
    private func referrers(_ digest: String, of name: String) -> HTTPReply {
        guard let lists = repositories[name]?.referrers, !lists.isEmpty else { return Self.noSuchPage }
        return HTTPReply(
            status: 200, headers: [HeaderField("Content-Type", "\(MediaType.ociIndex)")],
            body: lists[digest] ?? BodyBytes(ScriptedRegistry.listText([])))
    }

    /// All tags on one page (distribution-spec, Listing Tags).
    private func tags(of name: String) -> HTTPReply {
        guard let repository = repositories[name] else { return Self.unknownName }
        let tags = repository.tags.keys.sorted().map { "\"\($0)\"" }.joined(separator: ",")
        return .json(200, "{\"name\":\"\(name)\",\"tags\":[\(tags)]}")
    }

    private static let noSuchPage = HTTPReply(
        status: 404, headers: [HeaderField("Content-Type", "text/plain")], body: BodyBytes("404 page not found\n"))

    private static func identity(_ digest: String) -> [HeaderField] {
        [HeaderField("Docker-Content-Digest", digest), HeaderField("ETag", "\"\(digest)\"")]
    }

    private static let unknownName = HTTPReply.error(404, "NAME_UNKNOWN", "repository name not known to registry")
}
