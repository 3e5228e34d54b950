package import Foundation
import Glibc
import Support

/// A registry whose name has public addresses, in a network that ends with this machine.
///
/// A network namespace has nothing but its loopback device, with addresses for documentation (RFC 5737) as its own. In it, nginx serves
/// a lab's storage by that name on the usual port, and limits requests for manifests as public registries do.
package struct PublicNetwork: Sendable {
    /// The registry's name.
    package static let host = "hub.example"
    /// The addresses that nginx listens on.
    package static let addresses = ["198.51.100.11", "198.51.100.12", "198.51.100.13"]

    private let directory: URL
    private let storage: URL
    private let hosts: [String]
    private let quota: Int

    /// One exit of a program and what was requested meanwhile.
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let error: String
        /// `STATUS METHOD PATH` of every request.
        package let requests: [String]

        package var manifestRequests: Int { requests.count { $0.contains("/manifests/") } }
    }

    /// - Parameters:
    ///   - lab: Whose images it serves.
    ///   - hosts: The addresses of its name, of which those other than `addresses` have no route.
    ///   - quota: How many requests for manifests it answers.
    package init(serving lab: RunningLab, in directory: URL, hosts: [String], quota: Int) throws {
        self.directory = directory
        storage = lab.layout.storage
        self.hosts = hosts
        self.quota = quota
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Whether this user may create such a network here.
    package static func isAllowed() async -> Bool {
        guard let unshare = try? Program("unshare") else { return false }
        return (try? await unshare.run(namespaces + ["ip", "address", "add", "\(addresses[0])/32", "dev", "lo"])) != nil
    }

    /// Only root has a network, mounts and processes of its own without a user namespace.
    private static var namespaces: [String] {
        (geteuid() == 0 ? [] : ["--user", "--map-root-user"])
            + ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    }

    /// Runs a program as a new user, who trusts the certificate and has no configuration.
    package func run(_ program: String, _ arguments: [String]) async throws -> Outcome {
        try await prepare()
        let home = directory.appending(path: "home")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let environment = [
            "PATH=/usr/bin:/bin", "HOME=\(home.path)", "LC_ALL=C", "SSL_CERT_FILE=\(directory.path)/server.pem",
        ]
        try await Program("unshare").run(
            Self.namespaces + ["sh", directory.path + "/run.sh", "env", "-i"] + environment + [program] + arguments,
            in: directory)
        func text(_ name: String) throws -> String {
            try String(contentsOf: directory.appending(path: name), encoding: .utf8)
        }
        return Outcome(
            status: Int32(try text("status").filter(\.isNumber)) ?? -1, output: try text("output"),
            error: try text("error"), requests: try text("access.log").split(separator: "\n").map(String.init))
    }

    private func prepare() async throws {
        let names = (["127.0.0.1 localhost"] + hosts.map { "\($0) \(Self.host)" }).joined(separator: "\n") + "\n"
        for (name, text) in [
            ("run.sh", Self.script), ("hosts", names), ("registry.yml", registry), ("nginx.conf", nginx),
        ] {
            try Data(text.utf8).write(to: directory.appending(path: name))
        }
        try await Program("openssl").run(
            [
                "req", "-x509", "-days", "3", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-subj", "/CN=\(Self.host)", "-addext", "subjectAltName=DNS:\(Self.host)", "-keyout", "server.key",
                "-out", "server.pem",
            ], in: directory)
    }

    private var registry: String {
        """
        version: 0.1
        log: {level: warn, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "\(storage.path)"}
          maintenance: {readonly: {enabled: true}}
        http: {addr: "127.0.0.1:5000", relativeurls: true, secret: lab}

        """
    }

    /// One process: in a user namespace, nginx cannot make its workers another user.
    private var nginx: String {
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log error.log warn;
        events { worker_connections 256; }
        http {
            client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
            log_format own '$status $request_method $request_uri';
            access_log access.log own;
            limit_req_zone all zone=quota:1m rate=1r/m;
            limit_req_status 429;
            server {
                \(Self.addresses.map { "listen \($0):443 ssl;" }.joined(separator: " "))
                server_name \(Self.host);
                ssl_certificate server.pem;
                ssl_certificate_key server.key;
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-Proto https;
                location / { proxy_pass http://127.0.0.1:5000; }
                location ~ /manifests/ {
                    limit_req zone=quota burst=\(quota - 1) nodelay;
                    proxy_pass http://127.0.0.1:5000;
                }
            }
        }

        """
    }

    /// Everything that it starts ends with the namespace of processes.
    private static let script = """
        set -eu
        ip link set lo up
        for address in \(addresses.joined(separator: " ")); do ip address add "$address/32" dev lo; done
        mount --bind hosts /etc/hosts
        docker-registry serve registry.yml >registry.log 2>&1 &
        PATH=$PATH:/usr/sbin:/sbin
        nginx -c "$PWD/nginx.conf" -p "$PWD" >nginx.log 2>&1 &
        tries=0
        until curl -q -s -f -o /dev/null --max-time 5 --cacert server.pem "https://\(host)/v2/"; do
            tries=$((tries + 1))
            [ $tries -lt 100 ] || { cat nginx.log error.log registry.log >&2; exit 99; }
            sleep 0.1
        done
        : >access.log
        status=0
        "$@" >output 2>error || status=$?
        echo $status >status

        """
}
