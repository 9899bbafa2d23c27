{{- define "devctl.databaseSecret" -}}
{{ .Values.database.existingSecret | default <%&databaseSecretJson%> }}
{{- end }}

{{- define "devctl.wait" -}}
- name: wait
  image: {{ .Values.waitImage | quote }}
  command: ["/bin/sh", "-c"]
  args:
    - |
      wait_for() {
        until nc -z -w 2 "$1" "$2"; do echo "waiting for $3 at $1:$2"; sleep 2; done
      }
      wait_for "$POSTGRES_HOST" "${POSTGRES_PORT:-5432}" Postgres
      if [ -n "${REDIS_URL:-}" ]; then
        redis=${REDIS_URL#*://} && redis=${redis##*@} && redis=${redis%%/*} && redis=${redis%%\?*}
        case $redis in *:*) ;; *) redis=$redis:6379 ;; esac
        wait_for "${redis%:*}" "${redis##*:}" Redis
      fi
  env:
    {{- range list "POSTGRES_HOST" "POSTGRES_PORT" "REDIS_URL" }}
    - name: {{ . }}
      valueFrom:
        secretKeyRef: {name: {{ include "devctl.databaseSecret" $ | quote }}, key: {{ . }}, optional: {{ eq . "REDIS_URL" }}}
    {{- end }}
  resources:
    requests: {cpu: 10m, memory: 16Mi}
    limits: {cpu: 100m, memory: 32Mi}
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    runAsUser: 65532
    capabilities:
      drop: ["ALL"]
{{- end }}
