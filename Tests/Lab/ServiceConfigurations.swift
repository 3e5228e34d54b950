import Foundation

/// The configuration files of the lab's programs.
struct ServiceConfigurations {
    let layout: LabLayout
    let ports: LabOptions.Ports
    let nonce: String
    let basicAuth: LabOptions.BasicAuth?
    let limitRate: Int?
    let http2: Set<LabBackend>
    let clientCertificates: Bool

    func write() throws {
        try Data(registry.utf8).write(to: layout.configuration(.registry))
        for backend in LabBackend.allCases {
            try Data(nginx(backend).utf8).write(to: layout.configuration(.backend(backend)))
        }
        if let basicAuth {
            try Data("\(basicAuth.user):{PLAIN}\(basicAuth.password)\n".utf8).write(to: layout.passwords)
        }
    }

    /// No descriptor cache, so changes to the storage are visible at once.
    private var registry: String {
        """
        version: 0.1
        log: {level: warn, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "\(layout.storage.path)"}
          delete: {enabled: true}
        http:
          addr: "127.0.0.1:\(ports.registry)"
          relativeurls: true
          secret: "\(nonce)"
          headers: {X-Lab: ["\(nonce)"]}

        """
    }

    private func nginx(_ backend: LabBackend) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { name in
            "    \(name)_temp_path \"\(layout.temporary.path)/\(backend)-\(name)\";"
        }
        // If root starts nginx, its workers run as another user that cannot read a private directory.
        let user = geteuid() == 0 ? "user root;" : ""
        return """
            daemon off;
            worker_processes 1;
            \(user)
            pid "\(layout.run.path)/\(backend).pid";
            error_log "\(layout.log(.backend(backend)).path)" warn;
            events { worker_connections 512; }
            http {
            \(temporary.joined(separator: "\n"))
                log_format lab escape=json '\(Self.accessLogFormat)';
                # 000 for a client that left early is no number in JSON.
                map $status $lab_status { default $status; 000 0; }
                access_log "\(layout.accessLog(backend).path)" lab;
                client_max_body_size 0;
                default_type application/octet-stream;
                map $uri $lab_realm { default off; \(realm) }
                proxy_cache_path "\(layout.cache(backend).path)" levels=1:2 keys_zone=blobs:8m max_size=10g
                    inactive=7d use_temp_path=off;
                proxy_http_version 1.1;
                server {
                    listen \(backend.address):\(ports.backends) ssl\(http2.contains(backend) ? " http2" : "");
                    server_name \(RunningLab.host);
                    ssl_certificate "\(layout.certificate.path)";
                    ssl_certificate_key "\(layout.certificateKey.path)";
                    ssl_client_certificate "\(layout.authority.path)";
                    ssl_verify_client \(clientCertificates ? "on" : "off");
                    limit_rate \(limitRate ?? 0);
                    auth_basic $lab_realm;
                    auth_basic_user_file "\(layout.passwords.path)";
                    location /lab { auth_basic off; return 200 "\(backend) \(nonce)"; }
                    location /v2/ {
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-Proto https;
                        proxy_set_header Connection "";
                        proxy_request_buffering off;
                        proxy_pass http://127.0.0.1:\(ports.registry);
                    }
                    location ~ ^/v2/.*/(blobs|manifests)/sha256: {
                        slice 5m;
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-Proto https;
                        proxy_set_header Connection "";
                        proxy_set_header Range $slice_range;
                        proxy_cache blobs;
                        proxy_cache_key $uri$slice_range;
                        proxy_cache_valid 200 206 7d;
                        add_header X-Cache-Status $upstream_cache_status;
                        proxy_pass http://127.0.0.1:\(ports.registry);
                    }
                }
            }

            """
    }

    private var realm: String {
        basicAuth.map { "\"~^\(NSRegularExpression.escapedPattern(for: $0.pathPrefix))\" lab;" } ?? ""
    }

    /// The keys are those of `AccessRecord`.
    private static let accessLogFormat = [
        #"{"time":$msec,"method":"$request_method","uri":"$request_uri","status":$lab_status"#,
        #""bodyBytes":$body_bytes_sent,"range":"$http_range","cacheStatus":"$upstream_cache_status""#,
        #""connection":$connection,"protocol":"$server_protocol","requestTime":$request_time,"host":"$http_host","agent":"$http_user_agent"}"#,
    ].joined(separator: ",")
}
